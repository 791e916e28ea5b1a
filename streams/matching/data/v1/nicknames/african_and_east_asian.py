"""Forms of African, Caribbean and East Asian names."""

TEXT = """\
# African, Caribbean, East Asian: spellings and house names
Adebayo Bayo Ade
Adeola Ade Ola
Adewale Wale Ade
Ayodele Ayo Dele
Ayomide Ayo Mide
Babatunde Tunde Baba
Blessing Bless
Chidera Dera Chichi
Chinedu Nedu Edu
Chioma Chichi Oma
Chukwuemeka Emeka Chuks
Folasade Sade Fola
Ifeoma Ify Oma
Ikechukwu Ike Iyke
Kwame Kwamena Kwami
Kofi Koffi Cofie
Nana Nanah
Ngozi Ngo
Obinna Obi Binna
Olamide Ola Mide
Oluwaseun Seun Olu
Oluwatobi Tobi Olu Oluwatobiloba
Olumide Olu Mide
Oluwafemi Femi Olufemi Olu
Temitope Temi Tope
Temiloluwa Temi Temilolu
Tinotenda Tino Tinotendaishe
Tawananyasha Tawana Tawa
Mamadou Mamadu Muhammadu
Aminata Amina Ami
Wei Way
Xiao Siu Hsiao
Yee Yi
Minh Min
"""
